// Shows the document.
const at = document.getElementById("ui");
Redoc.init(at.dataset.document, {}, at);
