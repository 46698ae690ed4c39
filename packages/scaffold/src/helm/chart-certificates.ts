/** The Certificate and the Secret of the webhooks, where cert-manager makes them. */
export function certificateOf(projectName: string): string {
  return `${projectName}-serving-cert`;
}

/** An authority that signs for itself, and the certificate of the webhook service. */
export function certificateTemplate(projectName: string): string {
  const name = certificateOf(projectName);
  const service = `${projectName}-webhook-service.{{ .Release.Namespace }}.svc`;
  return `{{- if and .Values.webhook.enable .Values.certManager.enable }}
apiVersion: cert-manager.io/v1
kind: Issuer
metadata:
  name: ${projectName}-selfsigned-issuer
  namespace: {{ .Release.Namespace }}
  labels:
    app.kubernetes.io/name: ${projectName}
    {{- with .Values.commonLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selfSigned: {}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: ${name}
  namespace: {{ .Release.Namespace }}
  labels:
    app.kubernetes.io/name: ${projectName}
    {{- with .Values.commonLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  dnsNames:
    - ${service}
    - ${service}.cluster.local
  issuerRef:
    kind: Issuer
    name: ${projectName}-selfsigned-issuer
  secretName: ${name}
{{- end }}
`;
}
