using System.Diagnostics;
using System.Diagnostics.Metrics;
using KpiPlatform.Grains.Embedded.Tests.Activation;
using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Hosting;

public sealed class TelemetryTests
{
    [Fact]
    public async Task CountActivations_ByType_FollowsTheirLives()
    {
        await using var test = new TestRuntime();
        await test.Get<ICounterGrain>("a").Add(1);
        await test.Get<ICounterGrain>("b").Add(1);
        await test.Get<IScriptGrain>("c").Run(Scripts.Do(_ => { }));
        var counts = test.Runtime.CountActivations().ToDictionary(c => c.GrainType, c => c.Activations, StringComparer.Ordinal);
        counts["counter"].ShouldBe(2);
        counts["script"].ShouldBe(1);
        counts["note"].ShouldBe(0);
    }

    [Fact]
    public async Task Meter_WhenListenedTo_TellsOfActivationsAndCalls()
    {
        await using var test = new TestRuntime();
        var seen = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "KpiPlatform.Grains")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i.Name, value, tags));
        listener.Start();
        var key = Guid.NewGuid().ToString();
        await test.Get<ICounterGrain>(key).Add(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => test.Get<IScriptGrain>(key).Run(_ => throw new InvalidOperationException()));
        listener.RecordObservableInstruments();
        lock (seen)
        {
            seen.ShouldContain(m => m.Name == "kpi.grains.activated" && m.Tags == "grain.type=counter");
            seen.ShouldContain(m => m.Name == "kpi.grains.activations" && m.Tags == "grain.type=counter" && m.Value >= 1);
            seen.ShouldContain(m => m.Name == "kpi.grains.call.duration" && m.Tags == "grain.method=ICounterGrain.Add outcome=ok");
            seen.ShouldContain(m => m.Name == "kpi.grains.call.duration" && m.Tags == "grain.method=IScriptGrain.Run outcome=InvalidOperationException");
            seen.ShouldAllBe(m => !m.Tags.Contains(key, StringComparison.Ordinal), "keys may name people");
        }

        void Record(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
            lock (seen)
            {
                seen.Add((name, value, text));
            }
        }
    }

    [Fact]
    public async Task ActivitySource_WhenListenedTo_SpansCallsAsChildrenOfTheirCallers()
    {
        await using var test = new TestRuntime();
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "KpiPlatform.Grains",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (ended)
                {
                    ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var root = new Activity("root").Start();
        await test.Get<IScriptGrain>("outer").Run(async g => await g.GrainFactory.GetGrain<ICounterGrain>("inner").Add(1));
        lock (ended)
        {
            var outer = ended.Single(a => a.RootId == root.RootId && a.OperationName == "IScriptGrain.Run");
            var inner = ended.Single(a => a.RootId == root.RootId && a.OperationName == "ICounterGrain.Add");
            outer.ParentId.ShouldBe(root.Id);
            inner.ParentId.ShouldBe(outer.Id);
        }
    }
}
