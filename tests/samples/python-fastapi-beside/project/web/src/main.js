document.body.append("Hello from the shelf");
