// Package api has the handlers.
package api

import (
	"github.com/gin-gonic/gin"

	"example.com/cellar/fault"
	"example.com/cellar/model"
)

// Controller has all handlers.
type Controller struct{}

// New makes one.
func New() *Controller { return &Controller{} }

// ShowAccount godoc
//
//	@Summary		Show an account
//	@Description	get string by ID
//	@Description	and nothing else
//	@Tags			accounts
//	@ID				show-account
//	@Accept			json
//	@Produce		json
//	@Param			id	path		int	true	"Account ID"	minimum(1)
//	@Success		200	{object}	model.Account
//	@Failure		400	{object}	fault.HTTPError
//	@Failure		404	{object}	fault.HTTPError	"no such account"
//	@Failure		default	{string}	string	"anything else"
//	@Header			200	{string}	Token	"a token"
//	@Header			201	{string}	Location	"where it is"
//	@Header			all	{integer}	X-Rate-Limit	"what is left"
//	@Router			/accounts/{id} [get]
func (c *Controller) ShowAccount(ctx *gin.Context) {}

// ListAccounts lists accounts.
//
//	@Summary	List accounts
//	@Tags		accounts
//	@Param		q		query		string		false	"search by name"	Format(email)
//	@Param		kinds	query		[]string	false	"kinds"	Enums(free, paid)	collectionFormat(multi)
//	@Param		ids		query		[]int		false	"ids"
//	@Success	200		{array}		model.Account
//	@Router		/accounts [get]
//	@DeprecatedRouter	/account-list [get]
func (c *Controller) ListAccounts(ctx *gin.Context) {}

// AddAccount stores an account. It has prose, too.
//
//	@Tags		accounts
//	@Param		account	body		model.AddAccount	true	"Add account"
//	@Success	200,201	{object}	model.Page[model.Account]
//	@Success	202	{object}	model.Envelope{data=[]model.Account,meta=model.Meta{page=int}}
//	@Failure	400	{object}	fault.HTTPError{details=map[string]string}
//	@Security	ApiKeyAuth
//	@Security	OAuth2Application[write, admin] && BasicAuth
//	@x-audit	{"level": "high"}
//	@Router		/accounts [post]
func (c *Controller) AddAccount(ctx *gin.Context) {}

// UploadAccountImage godoc
//
//	@Summary	Upload account image
//	@Tags		accounts
//	@Accept		multipart/form-data
//	@Produce	json
//	@Param		id		path		int		true	"Account ID"
//	@Param		file	formData	file	true	"account image"
//	@Param		note	formData	string	false	"what it shows"	maxLength(80)
//	@Success	200		{object}	model.Message
//	@Router		/accounts/{id}/images [post]
func (c *Controller) UploadAccountImage(ctx *gin.Context) {}

// Auth godoc
//
//	@Summary	Auth admin
//	@Tags		accounts,admin
//	@Accept		json
//	@Produce	json
//	@Success	200	{object}	model.Admin
//	@Failure	401	{object}	fault.HTTPError
//	@Security	ApiKeyAuth
//	@Router		/admin/auth [post]
func (c *Controller) Auth(ctx *gin.Context) { _ = fault.HTTPError{}; _ = model.Admin{} }
