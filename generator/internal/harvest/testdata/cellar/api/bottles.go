package api

import (
	"github.com/gin-gonic/gin"

	cellar "example.com/cellar/model"
)

// ShowBottle godoc
//
//	@Summary	Show a bottle
//	@Tags		bottles
//	@Param		id	path		string	true	"Bottle ID"	format(uuid)
//	@Success	200	{object}	cellar.Bottle
//	@Router		/bottles/{id} [get]
func (c *Controller) ShowBottle(ctx *gin.Context) { _ = cellar.Bottle{} }

// SearchBottles godoc
//
//	@Summary	Search bottles
//	@Tags		bottles
//	@Param		filter	query	cellar.Filter	false	"what to look for"
//	@Param		color	query	cellar.Color	false	"one color"
//	@Success	200	{object}	cellar.Page[cellar.Page[[]cellar.Bottle]]
//	@Success	206	{object}	cellar.Pair[cellar.Bottle,map[string]cellar.Color]
//	@Router		/bottles [get]
func (c *Controller) SearchBottles(ctx *gin.Context) {}

// PathParams godoc
//
//	@Summary	path params
//	@Tags		examples
//	@Produce	plain
//	@Param		group	path		string	true	"Group name"	Enums(red, white)
//	@Param		size	query		int		false	"centilitres"	Enums(37, 75, 150)	default(75)
//	@Param		price	query		number	false	"a price"	minimum(0.5)	maximum(99.5)
//	@Param		X-Lang	header		string	false	"language"	example(en)
//	@Success	200		{string}	string	"answer"
//	@Router		/examples/groups/{group} [get]
func PathParams(ctx *gin.Context) {}

// Label godoc
//
//	@Summary	Download a label
//	@Tags		files
//	@Produce	png
//	@Success	200	{file}	file
//	@Success	204
//	@Router		/bottles/{id}/label [get]
func Label(ctx *gin.Context) {}

// Form godoc
//
//	@Summary	A form without files
//	@Tags		examples
//	@Param		name	formData	string	true	"a name"
//	@Param		age		formData	int	false	"an age"
//	@Success	200	"fine"
//	@Router		/examples/form [post]
func Form(ctx *gin.Context) {}
