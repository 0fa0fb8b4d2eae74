setInterval(() => console.log("nothing to do"), 1000);
