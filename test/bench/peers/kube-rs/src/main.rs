//! The bench's operator on kube-rs: see ../../../operators.ts for what it must do and print.

use std::{
    env,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::StreamExt;
use kube::{
    Api, Client, CustomResource, ResourceExt,
    api::{Patch, PatchParams},
    runtime::{
        Controller, WatchStreamExt,
        controller::{Action, Config},
        reflector, watcher,
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "bench.dev", version = "v1", kind = "Bench", plural = "benches", namespaced, status = "BenchStatus")]
struct BenchSpec {
    value: i64,
    payload: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct BenchStatus {
    observed_value: Option<i64>,
    observed_generation: Option<i64>,
}

struct Context {
    client: Client,
    has_reconciled: AtomicBool,
}

async fn reconcile(bench: Arc<Bench>, context: Arc<Context>) -> Result<Action, kube::Error> {
    if !context.has_reconciled.swap(true, Ordering::Relaxed) {
        println!("reconciling");
    }
    let generation = bench.metadata.generation;
    let is_observed = bench.status.as_ref().is_some_and(|status| {
        status.observed_generation == generation && status.observed_value == Some(bench.spec.value)
    });
    if is_observed {
        return Ok(Action::await_change());
    }
    let api: Api<Bench> = Api::namespaced(context.client.clone(), &bench.namespace().unwrap_or_default());
    let patch = json!({ "status": { "observedValue": bench.spec.value, "observedGeneration": generation } });
    api.patch_status(&bench.name_any(), &PatchParams::default(), &Patch::Merge(patch))
        .await?;
    Ok(Action::await_change())
}

fn on_error(_: Arc<Bench>, error: &kube::Error, _: Arc<Context>) -> Action {
    eprintln!("{error}");
    Action::requeue(Duration::from_millis(5))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let workers: u16 = env::var("WORKERS")?.parse()?;
    let client = Client::try_default().await?;
    let (store, writer) = reflector::store();
    let stream = watcher(Api::<Bench>::all(client.clone()), watcher::Config::default().streaming_lists())
        .default_backoff()
        .modify(|bench| bench.managed_fields_mut().clear())
        .reflect(writer)
        .applied_objects();
    let context = Arc::new(Context { client, has_reconciled: AtomicBool::new(false) });
    let controller = Controller::for_stream(stream, store.clone())
        .with_config(Config::default().concurrency(workers))
        .shutdown_on_signal()
        .run(reconcile, on_error, context)
        .for_each(async |result| {
            if let Err(error) = result {
                eprintln!("{error}");
            }
        });
    // In the controller's own task: from another one the store of kube 4.2 is never seen ready.
    let synced = async {
        if store.wait_until_ready().await.is_ok() {
            println!("synced");
        }
    };
    tokio::join!(controller, synced);
    Ok(())
}
