import { QueryState, useUrlState } from "@trivium/webkit";
import "./learning.css";
import { learningAddress } from "./taskAddress.ts";
import { TaskList } from "./TaskList.tsx";
import { TaskPage } from "./TaskPage.tsx";
import { useTasks } from "./useLearning.ts";

/** Tasks that learn, or one of them. */
export function LearningPage() {
  const [{ task }] = useUrlState(learningAddress);
  const query = useTasks();
  return <QueryState query={query}>{(feeds) => (task === "" ? <TaskList feeds={feeds} at={query.dataUpdatedAt} /> : <TaskPage key={task} task={task} feed={feeds.find((feed) => feed.task === task)} />)}</QueryState>;
}
