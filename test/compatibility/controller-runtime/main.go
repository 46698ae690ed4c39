// An operator of another framework, as its users write it: controller-runtime with client-go, leader
// election, an owned object, a finalizer, server-side apply, a status and events. The test beside it
// runs it, unchanged, against a control plane.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	corev1apply "k8s.io/client-go/applyconfigurations/core/v1"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const finalizer = "compatibility.keelson.dev/farewell"

type ToySpec struct {
	Size int64 `json:"size"`
}

type ToyStatus struct {
	Ready      int64              `json:"ready,omitempty"`
	Conditions []metav1.Condition `json:"conditions,omitempty"`
}

type Toy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              ToySpec   `json:"spec"`
	Status            ToyStatus `json:"status,omitempty"`
}

type ToyList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Toy `json:"items"`
}

func (in *Toy) DeepCopyObject() runtime.Object {
	out := *in
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	out.Status.Conditions = append([]metav1.Condition(nil), in.Status.Conditions...)
	return &out
}

func (in *ToyList) DeepCopyObject() runtime.Object {
	out := *in
	in.ListMeta.DeepCopyInto(&out.ListMeta)
	out.Items = make([]Toy, len(in.Items))
	for index := range in.Items {
		out.Items[index] = *in.Items[index].DeepCopyObject().(*Toy)
	}
	return &out
}

type toyReconciler struct {
	client.Client
	recorder events.EventRecorder
}

func (r *toyReconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	toy := &Toy{}
	if err := r.Get(ctx, request.NamespacedName, toy); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !toy.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, r.sayFarewell(ctx, toy)
	}
	if controllerutil.AddFinalizer(toy, finalizer) {
		if err := r.Update(ctx, toy); err != nil {
			return ctrl.Result{}, ignoreStale(err)
		}
	}
	part := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: toy.Namespace, Name: toy.Name}}
	result, err := controllerutil.CreateOrUpdate(ctx, r.Client, part, func() error {
		part.Data = map[string]string{"size": strconv.FormatInt(toy.Spec.Size, 10)}
		return controllerutil.SetControllerReference(toy, part, r.Scheme())
	})
	if err != nil {
		return ctrl.Result{}, ignoreStale(err)
	}
	if result == controllerutil.OperationResultCreated {
		r.recorder.Eventf(toy, part, corev1.EventTypeNormal, "Built", "Build", "built %s", part.Name)
	}
	secret := corev1apply.Secret(toy.Name, toy.Namespace).
		WithLabels(map[string]string{"size": strconv.FormatInt(toy.Spec.Size, 10)}).
		WithStringData(map[string]string{"name": toy.Name})
	if err := r.Apply(ctx, secret, client.FieldOwner("toys"), client.ForceOwnership); err != nil {
		return ctrl.Result{}, err
	}
	before := toy.DeepCopyObject().(*Toy)
	toy.Status.Ready = toy.Spec.Size
	meta.SetStatusCondition(&toy.Status.Conditions, metav1.Condition{
		Type:               "Ready",
		Status:             metav1.ConditionTrue,
		Reason:             "Built",
		ObservedGeneration: toy.Generation,
	})
	return ctrl.Result{}, ignoreStale(r.Status().Patch(ctx, toy, client.MergeFrom(before)))
}

func (r *toyReconciler) sayFarewell(ctx context.Context, toy *Toy) error {
	if !controllerutil.RemoveFinalizer(toy, finalizer) {
		return nil
	}
	farewell := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: toy.Namespace, Name: "farewell-" + toy.Name},
		Data:       map[string]string{"uid": string(toy.UID)},
	}
	if err := r.Create(ctx, farewell); err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	return ignoreStale(r.Update(ctx, toy))
}

// What has changed, or is gone, comes again by the watch.
func ignoreStale(err error) error {
	if apierrors.IsConflict(err) || apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func run() error {
	ctrl.SetLogger(zap.New())
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return err
	}
	version := schema.GroupVersion{Group: "compatibility.keelson.dev", Version: "v1"}
	scheme.AddKnownTypes(version, &Toy{}, &ToyList{})
	metav1.AddToGroupVersion(scheme, version)

	manager, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{
		Scheme:                        scheme,
		Metrics:                       metricsserver.Options{BindAddress: "0"},
		LeaderElection:                true,
		LeaderElectionID:              "toys",
		LeaderElectionNamespace:       "default",
		LeaderElectionReleaseOnCancel: true,
	})
	if err != nil {
		return err
	}
	reconciler := &toyReconciler{manager.GetClient(), manager.GetEventRecorder("toys")}
	err = ctrl.NewControllerManagedBy(manager).For(&Toy{}).Owns(&corev1.ConfigMap{}).Complete(reconciler)
	if err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
