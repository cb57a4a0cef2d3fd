using KpiPlatform.Grains.Embedded.Hosting;
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
        if (runtime.IsAccepting)
        {
            return new GrainCall<TRequest, TResult>(reference, method, request).Dispatch();
        }

        return CurrentCaller is not null && !runtime.IsStopped
            ? new GrainCall<TRequest, TResult>(reference, method, request).Dispatch()
            : ValueTask.FromException<TResult>(EmbeddedGrainRuntime.Unavailable());
    }
}
