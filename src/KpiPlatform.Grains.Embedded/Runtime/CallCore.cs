using System.Runtime.CompilerServices;
using KpiPlatform.Grains.Embedded.Filters;
using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Parity;
using KpiPlatform.Grains.Embedded.Proxies;

namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>Where emitted references hand over their calls.</summary>
internal static class CallCore
{
    /// <summary>Gets the activation whose turn runs on this thread; null outside grains.</summary>
    public static Activation? CurrentCaller => TaskScheduler.Current as Activation;

    public static ValueTask<TResult> Invoke<TRequest, TResult>(GrainReference reference, GrainMethodInfo method, in TRequest request)
        where TRequest : struct, IGrainRequest<TResult>
    {
        var runtime = reference.Class.Runtime;
        return runtime.IsPlain && !runtime.Telemetry.ObservesCalls
            ? new GrainCall<TRequest, TResult>(reference, method, request).Dispatch()
            : InvokeObserved<TRequest, TResult>(reference, method, request);
    }

    /// <summary>Makes the call itself, behind telemetry and outgoing filters.</summary>
    public static ValueTask<TResult> InvokeUnfiltered<TRequest, TResult>(GrainReference reference, GrainMethodInfo method, TRequest request)
        where TRequest : struct, IGrainRequest<TResult>
    {
        var runtime = reference.Class.Runtime;
        if (!runtime.AcceptsFrom(CurrentCaller))
        {
            return ValueTask.FromException<TResult>(EmbeddedGrainRuntime.Unavailable());
        }

        if (runtime.Parity is { } parity)
        {
            try
            {
                ParityMode.CopyArguments(method, ref request);
            }
            catch (GrainMessageException exception)
            {
                return ValueTask.FromException<TResult>(exception);
            }

            if (method.IsOneWay && parity.Loses())
            {
                return default;
            }
        }

        return new GrainCall<TRequest, TResult>(reference, method, request).Dispatch();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ValueTask<TResult> InvokeObserved<TRequest, TResult>(GrainReference reference, GrainMethodInfo method, TRequest request)
        where TRequest : struct, IGrainRequest<TResult>
    {
        var telemetry = reference.Class.Runtime.Telemetry;
        return telemetry.ObservesCalls
            ? telemetry.Observe(method, (reference, method, request), static call => InvokeFiltered<TRequest, TResult>(call.reference, call.method, call.request))
            : InvokeFiltered<TRequest, TResult>(reference, method, request);
    }

    private static ValueTask<TResult> InvokeFiltered<TRequest, TResult>(GrainReference reference, GrainMethodInfo method, TRequest request)
        where TRequest : struct, IGrainRequest<TResult>
    {
        var filters = reference.Class.Runtime.OutgoingFilters;
        return filters.Length == 0
            ? InvokeUnfiltered<TRequest, TResult>(reference, method, request)
            : Filter(new OutgoingCallContext<TRequest, TResult>(reference, method, request, CurrentCaller, filters));

        static async ValueTask<TResult> Filter(OutgoingCallContext<TRequest, TResult> context)
        {
            await context.Invoke();
            return context.TypedResult;
        }
    }
}
