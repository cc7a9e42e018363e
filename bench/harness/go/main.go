// The Go SDK's worker for the driver (bench/harness/README.md).
package main

import (
	"context"
	"flag"
	"log"
	"os"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/graphx"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/harness"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/state"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
	"google.golang.org/protobuf/proto"
)

var (
	pipeline = flag.String("pipeline", "/dev/null", "Where the pipeline's proto is written to.")
	id       = flag.String("id", "", "The worker's id.")
	control  = flag.String("control_endpoint", "", "Where the runner's control service is.")
	logging  = flag.String("logging_endpoint", "", "Where the runner's logging service is.")
)

func identity(value []byte) []byte { return value }

func pair(_ []byte) (string, int64) { return "key", 1 }

func key(_ []byte) string { return "key" }

func lookup(key string, table func(string) func(*int64) bool) int64 {
	var value int64
	table(key)(&value)
	return value
}

// runningFn returns the running sum of each key's values.
type runningFn struct {
	Sum state.Value[int64]
}

func (fn *runningFn) ProcessElement(provider state.Provider, key string, value int64) (int64, error) {
	sum, _, err := fn.Sum.Read(provider)
	if err != nil {
		return 0, err
	}
	sum += value
	return sum, fn.Sum.Write(provider, sum)
}

func init() {
	register.DoFn3x2[state.Provider, string, int64, int64, error](&runningFn{})
	register.Function1x1(key)
	register.Function2x1(lookup)
	register.Iter1[int64]()
	register.Function1x1(identity)
	register.Function1x2(pair)
}

func writePipeline(ctx context.Context, name string) error {
	p, s := beam.NewPipelineWithRoot()
	bytes := beam.Impulse(s)
	beam.ParDo(s.Scope("Identity"), identity, bytes)
	pairs := beam.ParDo(s, pair, bytes)
	stats.SumPerKey(s, pairs)
	beam.ParDo(s.Scope("Lookup"), lookup, beam.ParDo(s, key, bytes), beam.SideInput{Input: pairs})
	beam.ParDo(s.Scope("Running"), &runningFn{Sum: state.MakeValueState[int64]("sum")}, pairs)
	edges, _, err := p.Build()
	if err != nil {
		return err
	}
	environment, err := graphx.CreateEnvironment(ctx, graphx.URNEnvExternal, func(context.Context) string { return *control })
	if err != nil {
		return err
	}
	model, err := graphx.Marshal(edges, &graphx.Options{Environment: environment})
	if err != nil {
		return err
	}
	encoded, err := proto.Marshal(model)
	if err != nil {
		return err
	}
	return os.WriteFile(name, encoded, 0o600)
}

func main() {
	flag.Parse()
	beam.Init()
	ctx := grpcx.WriteWorkerID(context.Background(), *id)
	if err := writePipeline(ctx, *pipeline); err != nil {
		log.Fatal(err)
	}
	if err := harness.MainWithOptions(ctx, *logging, *control, harness.Options{}); err != nil {
		log.Fatal(err)
	}
}
