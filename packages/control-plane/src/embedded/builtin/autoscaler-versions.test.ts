import { describe, expect, it } from 'vitest';
import { autoscalerFromStorage, autoscalerToStorage } from './autoscaler-versions.ts';

const target = { kind: 'Deployment', name: 'a', apiVersion: 'apps/v1' };

// What a 1.37.2 server answers to the other version.
const old = {
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'a' },
  spec: {
    scaleTargetRef: target,
    minReplicas: 1,
    maxReplicas: 3,
    targetCPUUtilizationPercentage: 50,
  },
  status: { currentReplicas: 0, desiredReplicas: 0 },
};
const modern = {
  ...old,
  apiVersion: 'autoscaling/v2',
  spec: {
    scaleTargetRef: target,
    minReplicas: 1,
    maxReplicas: 3,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
      },
    ],
  },
  status: { desiredReplicas: 0, currentMetrics: null },
};

describe('autoscalerToStorage', () => {
  it('makes a metric of the utilization', () => {
    expect(autoscalerToStorage(old)).toEqual(modern);
  });
});

describe('autoscalerFromStorage', () => {
  it('shows the utilization of the processor', () => {
    expect(autoscalerFromStorage(modern)).toEqual(old);
  });
});
