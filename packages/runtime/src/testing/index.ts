// For tests of operators and of the framework itself.
export { type EventuallyOptions, eventually } from './eventually.ts';
export { FakeClock, type FakeClockOptions } from './fake-clock.ts';
export { type LogLine, RecordingLogger } from './recording-logger.ts';
export { type RecordedSpan, RecordingTracer } from './recording-tracer.ts';
export { type RecordedRequest, RequestRecorder } from './request-recorder.ts';
