package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const fleetFiles = "../../docs/fleet"

// The scripts for fleets, also those in the Kubernetes manifest, pass shellcheck.
func TestFleetScriptsPassShellcheck(t *testing.T) {
	if _, err := exec.LookPath("shellcheck"); err != nil {
		t.Skip("no shellcheck")
	}
	paths, err := filepath.Glob(filepath.Join(fleetFiles, "*.sh"))
	if err != nil || len(paths) != 2 {
		t.Fatalf("scripts are %v, error %v", paths, err)
	}
	for _, c := range kubernetesContainers(t) {
		path := filepath.Join(t.TempDir(), c.Name+".sh")
		write(t, path, []byte("#!/bin/sh\n"+c.Args[0]))
		paths = append(paths, path)
	}
	for _, path := range paths {
		if said, err := exec.Command("shellcheck", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", path, err, said)
		}
	}
}

type container struct {
	Name, Image   string
	Command, Args []string
	Env           []struct{ Name, Value string }
	VolumeMounts  []struct {
		Name      string
		MountPath string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
	Resources map[string]map[string]string
}

// job has the fields of a Kubernetes Job that the manifest uses. Others are errors.
type job struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string
	Metadata   struct{ Name string }
	Spec       struct {
		CompletionMode       string `yaml:"completionMode"`
		Completions          int
		Parallelism          int
		BackoffLimitPerIndex int `yaml:"backoffLimitPerIndex"`
		MaxFailedIndexes     int `yaml:"maxFailedIndexes"`
		Template             struct {
			Spec struct {
				RestartPolicy  string      `yaml:"restartPolicy"`
				InitContainers []container `yaml:"initContainers"`
				Containers     []container
				Volumes        []struct {
					Name      string
					EmptyDir  map[string]string `yaml:"emptyDir"`
					ConfigMap map[string]string `yaml:"configMap"`
					Secret    map[string]string
				}
			}
		}
	}
}

func kubernetesJob(t *testing.T) (j job) {
	t.Helper()
	file, err := os.Open(filepath.Join(fleetFiles, "kubernetes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := yaml.NewDecoder(file, yaml.Strict()).Decode(&j); err != nil {
		t.Fatal(err)
	}
	return j
}

func kubernetesContainers(t *testing.T) []container {
	spec := kubernetesJob(t).Spec.Template.Spec
	return append(spec.InitContainers, spec.Containers...)
}

// The manifest is a valid indexed Job, and its volumes are there.
func TestKubernetesManifest(t *testing.T) {
	j := kubernetesJob(t)
	s := j.Spec
	if j.APIVersion != "batch/v1" || j.Kind != "Job" || j.Metadata.Name == "" || s.CompletionMode != "Indexed" || s.Completions < 1 || s.Parallelism < 1 ||
		s.Template.Spec.RestartPolicy != "Never" || len(s.Template.Spec.Containers) != 1 {
		t.Errorf("no indexed Job: %+v", j)
	}
	volumes := map[string]bool{}
	for _, v := range s.Template.Spec.Volumes {
		volumes[v.Name] = len(v.EmptyDir)+len(v.ConfigMap)+len(v.Secret) == 1
	}
	for _, c := range kubernetesContainers(t) {
		if c.Name == "" || c.Image == "" || len(c.Args) != 1 || strings.Join(c.Command, " ") != "sh -euc" {
			t.Errorf("container %+v", c)
		}
		for _, m := range c.VolumeMounts {
			if !volumes[m.Name] || !strings.HasPrefix(m.MountPath, "/") {
				t.Errorf("container %s: volume %s at %q", c.Name, m.Name, m.MountPath)
			}
		}
	}
}

// GNU parallel over two hosts gives the reports of the hosts; a part that is missing is made again.
func TestFleetByParallel(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("parallel"); err != nil {
		t.Skip("no GNU parallel")
	}
	dir := t.TempDir()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"bin", "captures/a", "captures/b"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(program, filepath.Join(dir, "bin/ivrcheck")); err != nil {
		t.Fatal(err)
	}
	for host, name := range map[string]string{"a": "seq010-bad.pcap", "b": "seq020-bad.pcap"} {
		write(t, filepath.Join(dir, "captures", host, "ring.pcap"), read(t, filepath.Join(captures, name)))
	}
	script, err := filepath.Abs(filepath.Join(fleetFiles, "parallel.sh"))
	if err != nil {
		t.Fatal(err)
	}
	fleet := func() string {
		cmd := exec.Command(script, "captures", "parts", "2", "--", "-f", "ndjson")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "IVRCHECK_AS_PROGRAM=1", "SLOTS=2", "PATH="+dir+"/bin:"+os.Getenv("PATH"), "HOME="+dir)
		said, err := cmd.Output()
		if cmd.ProcessState.ExitCode() != exitFindings {
			t.Fatalf("%v: %s", err, said)
		}
		return string(said)
	}
	first := fleet()
	if !strings.Contains(first, `"host":"a"`) || !strings.Contains(first, `"host":"b"`) {
		t.Errorf("a host is missing: %s", first)
	}
	parts, err := filepath.Glob(filepath.Join(dir, "parts/*.ndjson"))
	if err != nil || len(parts) != 4 {
		t.Fatalf("parts are %v", parts)
	}
	if err := os.Remove(parts[2]); err != nil {
		t.Fatal(err)
	}
	if fleet() != first {
		t.Error("the report is another when a part was made again")
	}
}
