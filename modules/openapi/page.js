// Goes to the page of the document that is chosen.
document.getElementById("documents").addEventListener("change", (choice) => {
  location.assign(choice.target.value);
});
