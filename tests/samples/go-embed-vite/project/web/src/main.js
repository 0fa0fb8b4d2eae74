document.querySelector("#app").textContent = "Hello panel";
