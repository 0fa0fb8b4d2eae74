console.log("not for visitors");
