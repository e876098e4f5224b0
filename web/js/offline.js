// The page without a network: a service worker keeps its files, and tells when there are newer ones.

export function offline(version) {
  let announce = () => {};
  let waiting = null;
  const found = (worker) => {
    waiting = worker;
    announce();
  };
  const embedded = new URLSearchParams(location.search).get("embed") === "1";
  if ("serviceWorker" in navigator && !embedded && window.isSecureContext) {
    // After the page is there: keeping files must not delay the first picture.
    addEventListener("load", () => {
      navigator.serviceWorker.register(new URL("sw.js", document.baseURI)).then((registration) => {
        const watch = (worker) => worker?.addEventListener("statechange", () => {
          // The first one of all has nothing to replace.
          if (worker.state === "installed" && navigator.serviceWorker.controller) found(worker);
        });
        if (registration.waiting && navigator.serviceWorker.controller) found(registration.waiting);
        watch(registration.installing);
        registration.addEventListener("updatefound", () => watch(registration.installing));
      }).catch(() => {
        // Refused (a private window, a policy): the page works as long as there is a network.
      });
    });
  }
  return {
    version,
    // Calls when a newer version of the page is ready.
    listen(callback) {
      announce = callback;
      if (waiting) callback();
    },
    // Goes over to it.
    update() {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting?.postMessage("take over");
    },
  };
}
