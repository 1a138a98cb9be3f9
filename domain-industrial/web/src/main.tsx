import { startConsole } from "@trivium/webkit";
import "@trivium/webkit/styles.css";
import { App } from "./App.tsx";
import { messages } from "./messages/messages.ts";
import "./console.css";

startConsole({ messages, title: (t) => `${t("product")} · Trivium`, children: <App /> });
