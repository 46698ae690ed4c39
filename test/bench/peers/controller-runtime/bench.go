package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// BenchSpec is what a user wants.
type BenchSpec struct {
	Value   int64  `json:"value"`
	Payload string `json:"payload,omitempty"`
}

// BenchStatus is what the operator has seen.
type BenchStatus struct {
	ObservedValue      int64 `json:"observedValue,omitempty"`
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`
}

// Bench is the bench's custom resource.
type Bench struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   BenchSpec   `json:"spec,omitempty"`
	Status BenchStatus `json:"status,omitempty"`
}

// BenchList is a list of Bench.
type BenchList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []Bench `json:"items"`
}

// What follows is what controller-gen writes.

func (in *Bench) DeepCopyInto(out *Bench) {
	*out = *in
	out.TypeMeta = in.TypeMeta
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	out.Spec = in.Spec
	out.Status = in.Status
}

func (in *Bench) DeepCopy() *Bench {
	out := new(Bench)
	in.DeepCopyInto(out)
	return out
}

func (in *Bench) DeepCopyObject() runtime.Object { return in.DeepCopy() }

func (in *BenchList) DeepCopyObject() runtime.Object {
	out := new(BenchList)
	*out = *in
	in.ListMeta.DeepCopyInto(&out.ListMeta)
	out.Items = make([]Bench, len(in.Items))
	for i := range in.Items {
		in.Items[i].DeepCopyInto(&out.Items[i])
	}
	return out
}

func addToScheme(scheme *runtime.Scheme) error {
	version := schema.GroupVersion{Group: "bench.dev", Version: "v1"}
	scheme.AddKnownTypes(version, &Bench{}, &BenchList{})
	metav1.AddToGroupVersion(scheme, version)
	return nil
}
