/** Of the documents of built-in kinds. */
export const builtinInfo = { title: 'Kubernetes', version: '1.37' };

/** How clients prove who they are. */
export const securitySchemes = {
  BearerToken: {
    type: 'apiKey',
    description: 'Bearer Token authentication',
    name: 'authorization',
    in: 'header',
  },
};
