using KpiPlatform.Grains.Embedded.Filters;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Hosting;

/// <content>Calls that pass filters on their way in.</content>
public sealed partial class EmbeddedGrainRuntime
{
    internal async ValueTask<TResult> InvokeFiltered<TRequest, TResult>(Activation target, GrainMethodInfo method, TRequest request, GrainId? source, Dictionary<string, object>? values)
        where TRequest : struct, IGrainRequest<TResult>
    {
        // For as long as this method runs; the caller has its own.
        RequestContext.Restore(values);
        var filters = target.GrainInstance is IIncomingGrainCallFilter own ? [.. _incomingFilters.Value, own] : _incomingFilters.Value;
        var context = new IncomingCallContext<TRequest, TResult>(target, method, request, source, filters);
        await context.Invoke();
        return context.TypedResult;
    }
}
