using System.Diagnostics;
using System.Diagnostics.Metrics;
using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Telemetry;

/// <summary>
/// Meter and activity source <c>KpiPlatform.Grains</c>. While nobody listens a call pays for two reads.
/// Keys of grains never appear: they may name people.
/// </summary>
internal sealed class GrainTelemetry : IDisposable
{
    public const string Name = "KpiPlatform.Grains";

    private static readonly ActivitySource Source = new(Name);
    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _activated;
    private readonly Counter<long> _deactivated;
    private readonly Counter<long> _timeouts;
    private readonly Counter<long> _rejected;
    private readonly Histogram<double> _duration;

    public GrainTelemetry(EmbeddedGrainRuntime runtime)
    {
        _meter.CreateObservableGauge(
            "kpi.grains.activations",
            () => runtime.CountActivations().Select(c => new Measurement<long>(c.Activations, TypeTag(c.GrainType))),
            unit: "{activation}",
            description: "Active grains, by type.");
        _meter.CreateObservableGauge("kpi.grains.resident", () => runtime.ResidentBytes, unit: "By", description: "What active grains hold, as they estimate it.");
        _activated = _meter.CreateCounter<long>("kpi.grains.activated", "{activation}", "Grains that became active, by type.");
        _deactivated = _meter.CreateCounter<long>("kpi.grains.deactivated", "{activation}", "Grains that ended, by type and reason.");
        _timeouts = _meter.CreateCounter<long>("kpi.grains.call.timeouts", "{call}", "Calls whose caller got no answer in time, by method.");
        _rejected = _meter.CreateCounter<long>("kpi.grains.call.rejected", "{call}", "Calls refused because the mailbox was full, by type.");
        _duration = _meter.CreateHistogram<double>("kpi.grains.call.duration", "s", "From call to answer, by method and outcome.");
    }

    /// <summary>Gets a value indicating whether somebody wants to know about each call.</summary>
    public bool ObservesCalls => _duration.Enabled || Source.HasListeners();

    public void Activated(GrainClass grainClass) => _activated.Add(1, TypeTag(grainClass.Name));

    public void Deactivated(GrainClass grainClass, DeactivationReasonCode reason) =>
        _deactivated.Add(1, TypeTag(grainClass.Name), new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void TimedOut(GrainMethodInfo method) => _timeouts.Add(1, MethodTag(method));

    public void Rejected(GrainClass grainClass) => _rejected.Add(1, TypeTag(grainClass.Name));

    /// <summary>Makes a call with a span around it and its duration measured.</summary>
    public async ValueTask<TResult> Observe<TResult, TCall>(GrainMethodInfo method, TCall call, Func<TCall, ValueTask<TResult>> make)
    {
        using var activity = Source.StartActivity(method.DisplayName, ActivityKind.Internal);
        activity?.SetTag("rpc.service", method.Interface.Name);
        activity?.SetTag("rpc.method", method.Name);
        var start = Stopwatch.GetTimestamp();
        var outcome = "ok";
        try
        {
            return await make(call);
        }
        catch (Exception exception)
        {
            outcome = exception.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, MethodTag(method), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> TypeTag(string grainType) => new("grain.type", grainType);

    private static KeyValuePair<string, object?> MethodTag(GrainMethodInfo method) => new("grain.method", method.DisplayName);
}
