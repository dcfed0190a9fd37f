package main

import (
	"github.com/gin-gonic/gin"

	"example.com/cellar/api"
)

// @title           Cellar
// @version         2.1
// @description     Bottles, and who owns them.
// @description     It is kept small.
// @termsOfService  https://example.com/terms

// @contact.name   The keeper
// @contact.url    https://example.com/keeper
// @contact.email  keeper@example.com

// @license.name  Apache 2.0
// @license.url   https://www.apache.org/licenses/LICENSE-2.0.html

// @host      cellar.example.com
// @BasePath  /api/v1
// @schemes   https http

// @tag.name              bottles
// @tag.description       What there is.
// @tag.docs.url          https://example.com/bottles
// @tag.docs.description  More about bottles
// @tag.x-order           {"first": true}

// @securityDefinitions.basic  BasicAuth

// @securityDefinitions.apikey  ApiKeyAuth
// @in                          header
// @name                        Authorization
// @description                 A key, as in "Bearer abc".

// @securitydefinitions.oauth2.application  OAuth2Application
// @tokenUrl                                https://example.com/oauth/token
// @scope.write                             Grants write access
// @scope.admin                             Grants all access

// @securitydefinitions.oauth2.accessCode  OAuth2AccessCode
// @tokenUrl                               https://example.com/oauth/token
// @authorizationUrl                       https://example.com/oauth/authorize
// @scope.admin                            Grants all access

// @externalDocs.description  OpenAPI
// @externalDocs.url          https://swagger.io/resources/open-api/
// @x-audience                {"internal": false}
func main() {
	r := gin.Default()
	c := api.New()
	v1 := r.Group("/api/v1")
	v1.GET("/accounts", c.ListAccounts)
	_ = r.Run()
}
