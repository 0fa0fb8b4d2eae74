document.querySelector("#root").textContent = "Hello from the notes";
