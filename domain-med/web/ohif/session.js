// What OHIF does not do when the console's session ends: its calls are answered with 401 and it keeps waiting for slices.
// Here the first such answer sends the reader to sign in again and back to the study.
(() => {
  const ATTEMPT_KEY = "trivium.ohifSignInAt";
  /** Coming back without a session this soon after leaving for it means that going again will not help. */
  const LOOP_MS = 15_000;
  const UID = /^[0-9.]{1,64}$/;
  let ended = false;

  /** As the page was opened: OHIF leaves for an address without the study when it cannot load it. */
  const study = new URLSearchParams(window.location.search).get("StudyInstanceUIDs") ?? "";

  /** A page of the console, which asks for the sign-in and opens the study here again. */
  function signInPage() {
    return UID.test(study) ? `/console/studies/${study}/ohif` : "/console/";
  }

  function endSession() {
    if (ended) return;
    ended = true;
    const last = Number(window.sessionStorage.getItem(ATTEMPT_KEY) ?? Number.NaN);
    if (Date.now() - last < LOOP_MS) {
      sayThatItDoesNotHelp();
      return;
    }
    window.sessionStorage.setItem(ATTEMPT_KEY, String(Date.now()));
    window.location.assign(signInPage());
  }

  function sayThatItDoesNotHelp() {
    const link = document.createElement("a");
    link.href = signInPage();
    link.textContent = "Sign in again · 重新登录";
    link.style.color = "#9bd1ff";
    const notice = document.createElement("div");
    notice.setAttribute("role", "alert");
    notice.style.cssText = "position:fixed;inset:0 0 auto 0;z-index:2147483647;padding:12px;background:#1b1d21;color:#fff;font:14px sans-serif;text-align:center";
    notice.append("Your session has ended, and signing in did not bring it back. · 会话已结束，重新登录未能恢复。 ", link);
    document.body.append(notice);
  }

  function isEnd(status, address) {
    return status === 401 && new URL(address, window.location.href).origin === window.location.origin;
  }

  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (...request) {
    this.addEventListener("load", () => {
      if (isEnd(this.status, this.responseURL)) endSession();
    });
    return open.apply(this, request);
  };
  const original = window.fetch;
  window.fetch = async (...request) => {
    const answer = await original(...request);
    if (isEnd(answer.status, answer.url)) endSession();
    return answer;
  };
})();
