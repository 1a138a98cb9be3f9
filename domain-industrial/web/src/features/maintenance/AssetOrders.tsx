import { useQuery } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listWorkOrders } from "../../api/maintenance.ts";
import { byNeed } from "./orders.ts";
import { WindowText } from "./WindowText.tsx";

/** Work on one asset, done and to be done. */
export function AssetOrders({ assetId }: { assetId: string }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["work-orders", "asset", assetId], queryFn: ({ signal }) => listWorkOrders({ assetId, limit: 10 }, signal) });
  return (
    <QueryState query={query} isEmpty={(page) => page.items.length === 0} empty={<p className="ind-subtle">{t("order.noneHere")}</p>}>
      {(page) => (
        <ul className="ind-plain">
          {[...page.items].sort(byNeed).map((order) => (
            <li key={order.workOrderId}>
              <Link to={`/maintenance?selected=${order.workOrderId}`}>{order.title}</Link>
              <div className="ind-subtle">
                {order.number} · {t(`orderState.${order.state}`)} · <WindowText order={order} />
                {order.outcome != null && ` · ${t(`outcome.${order.outcome}`)}`}
              </div>
            </li>
          ))}
        </ul>
      )}
    </QueryState>
  );
}
