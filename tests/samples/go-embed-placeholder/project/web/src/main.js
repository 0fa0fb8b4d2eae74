document.querySelector("#app").textContent = "Hello memo";
