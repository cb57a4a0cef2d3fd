using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Parity;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Streams;

/// <summary>One step of an enumeration. It interleaves with everything, and has no timeout: waiting for the next item is its purpose.</summary>
/// <typeparam name="TRequest">The arguments.</typeparam>
/// <typeparam name="TItem">The items.</typeparam>
internal sealed class EnumerationStep<TRequest, TItem>(
    GrainEnumeration<TRequest, TItem> enumeration,
    CancellationToken enumeratorToken,
    CancellationToken argumentToken) : GrainOperation<bool>(Interleaving.Always)
    where TRequest : struct, IGrainStreamRequest<TItem>
{
    private CancellationTokenRegistration _enumeratorRegistration;
    private CancellationTokenRegistration _argumentRegistration;

    public override bool HoldsActivation => false;

    public override bool MayMove => enumeration.Activation is null && Moves < EmbeddedRuntimeOptions.MaxMoves && !Runtime.IsStopped;

    protected override EmbeddedGrainRuntime Runtime => enumeration.Reference.Runtime;

    public ValueTask<bool> Dispatch()
    {
        if (!enumeration.Reference.Runtime.AcceptsFrom(CallCore.CurrentCaller))
        {
            return ValueTask.FromException<bool>(EmbeddedGrainRuntime.Unavailable());
        }

        try
        {
            return Dispatch(enumeration.Activation, mayInline: true);
        }
        catch (OrleansException exception)
        {
            return ValueTask.FromException<bool>(exception);
        }
    }

    public override void Strand(Activation from) => Reject(Gone(from));

    protected override Activation Locate() => enumeration.Reference.Locate();

    protected override Exception Gone(Activation target) =>
        new EnumerationAbortedException($"The enumeration {enumeration.Method.DisplayName} of grain {target.GrainId} has ended: the grain was deactivated.");

    protected override ValueTask<bool> InvokeCore(Activation target) =>
        Runtime.Parity is null ? enumeration.StepAsync(target) : StepAndCopyFailure(target);

    protected override void OnPending()
    {
        _enumeratorRegistration = CancelOn(enumeratorToken);
        _argumentRegistration = CancelOn(argumentToken);
        if (IsAbandoned)
        {
            OnSettled();
        }
    }

    protected override void OnSettled()
    {
        _enumeratorRegistration.Unregister();
        _argumentRegistration.Unregister();
    }

    private async ValueTask<bool> StepAndCopyFailure(Activation target)
    {
        try
        {
            return await enumeration.StepAsync(target);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw ParityMode.CopyException(enumeration.Method, exception);
        }
    }

    private CancellationTokenRegistration CancelOn(CancellationToken token) =>
        token.CanBeCanceled
            ? token.UnsafeRegister(static (state, t) => ((EnumerationStep<TRequest, TItem>)state!).Source!.TrySetCanceled(t), this)
            : default;
}
