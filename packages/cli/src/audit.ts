// For the tests of operators.
export { auditRbac, type AuditRbacOptions, type RightsFinding } from '@keelson/scaffold';
