using KpiPlatform.Grains.Embedded.Filters;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <content>Calls that pass filters on their way in.</content>
public sealed partial class EmbeddedGrainRuntime
{
    internal ValueTask<TResult> InvokeFiltered<TRequest, TResult>(Activation target, GrainMethodInfo method, TRequest request, GrainId? source, Dictionary<string, object>? values)
        where TRequest : struct, IGrainRequest<TResult>
    {
        // For as long as this method runs, and what begins in it; the caller has its own.
        var before = RequestContext.Capture();
        RequestContext.Restore(values);
        try
        {
            var filters = target.GrainInstance is IIncomingGrainCallFilter own ? [.. _incomingFilters.Value, own] : _incomingFilters.Value;
            return new IncomingCallContext<TRequest, TResult>(target, method, request, source, filters).Run();
        }
        finally
        {
            RequestContext.Restore(before);
        }
    }
}
