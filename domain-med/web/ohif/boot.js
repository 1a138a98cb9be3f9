// What OHIF's own page has between script tags, which the content security policy does not let run there.
window.PUBLIC_URL = "/ohif/";
window.browserImportFunction = (module) => import(module);
