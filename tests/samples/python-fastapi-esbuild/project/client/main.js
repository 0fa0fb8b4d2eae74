document.querySelector("#app").textContent = "Hello from the chat";
