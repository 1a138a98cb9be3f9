// How the console opens a study (hangingprotocolId=trivium-finding): the series that was read at the slice that is named, in a
// lung window, with the node's segmentation over it.
const findingProtocol = {
  id: "trivium-finding",
  name: "Trivium finding",
  protocolMatchingRules: [],
  toolGroupIds: ["default"],
  displaySetSelectors: {
    images: {
      seriesMatchingRules: [
        { attribute: "numImageFrames", constraint: { greaterThan: { value: 0 } }, weight: 1, required: true },
        { attribute: "Modality", constraint: { equals: { value: "CT" } }, weight: 1, required: true },
        { attribute: "isDisplaySetFromUrl", constraint: { equals: true }, weight: 20 },
      ],
    },
    segmentation: {
      seriesMatchingRules: [
        { attribute: "Modality", constraint: { equals: { value: "SEG" } }, weight: 1, required: true },
        { attribute: "SeriesDescription", constraint: { equals: { value: "Lung nodule segmentation" } }, weight: 10 },
      ],
    },
  },
  defaultViewport: {
    viewportOptions: { viewportType: "stack", toolGroupId: "default", allowUnmatchedView: true },
    displaySets: [{ id: "images", matchedDisplaySetsIndex: -1 }],
  },
  stages: [
    {
      name: "finding",
      viewportStructure: { layoutType: "grid", properties: { rows: 1, columns: 1 } },
      viewports: [
        {
          viewportOptions: {
            viewportType: "stack",
            toolGroupId: "default",
            allowUnmatchedView: true,
            initialImageOptions: { custom: "sopInstanceLocation" },
          },
          displaySets: [{ id: "images", options: { voi: { windowWidth: 1500, windowCenter: -600 } } }, { id: "segmentation" }],
        },
      ],
    },
  ],
};

// OHIF on this node's own DICOMweb, with the session of the console that opened it.
window.config = {
  routerBasename: "/ohif",
  showStudyList: false,
  extensions: [{ id: "trivium", getHangingProtocolModule: () => [{ name: "trivium-finding", protocol: findingProtocol }] }],
  // The segmentation is shown without a question first.
  disableConfirmationPrompts: true,
  modes: [],
  // Its guided tour lies over the images whenever a browser comes for the first time.
  customizationService: { global: { "ohif.tours": { $set: [] } } },
  investigationalUseDialog: { option: "always" },
  showWarningMessageForCrossOrigin: false,
  showCPUFallbackMessage: true,
  showLoadingIndicator: true,
  strictZSpacingForVolumeViewport: true,
  maxNumberOfWebWorkers: 2,
  maxNumRequests: { interaction: 20, thumbnail: 5, prefetch: 10 },
  showErrorDetails: "production",
  defaultDataSourceName: "trivium",
  dataSources: [
    {
      namespace: "@ohif/extension-default.dataSourcesModule.dicomweb",
      sourceName: "trivium",
      configuration: {
        friendlyName: "Trivium",
        name: "trivium",
        qidoRoot: `${window.location.origin}/dicom-web`,
        wadoRoot: `${window.location.origin}/dicom-web`,
        qidoSupportsIncludeField: false,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        supportsReject: false,
        imageRendering: "wadors",
        thumbnailRendering: "wadors",
        enableStudyLazyLoad: true,
        staticWado: false,
        singlepart: "",
        bulkDataURI: { enabled: true, relativeResolution: "studies" },
        omitQuotationMarkForMultipartRequest: true,
      },
    },
  ],
};
