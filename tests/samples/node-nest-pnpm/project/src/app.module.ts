import { Controller, Get, Module } from "@nestjs/common";

@Controller()
class AppController {
  @Get()
  hello(): string {
    return "Hello world";
  }
}

@Controller("health")
class HealthController {
  @Get()
  check(): { status: string } {
    return { status: "up" };
  }
}

@Module({ controllers: [AppController, HealthController] })
export class AppModule {}
