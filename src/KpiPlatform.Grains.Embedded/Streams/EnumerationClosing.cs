using KpiPlatform.Grains.Embedded.Hosting;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Streams;

/// <summary>The consumer has enough: the grain's enumerator is cancelled and disposed on the grain's turns.</summary>
/// <typeparam name="TRequest">The arguments.</typeparam>
/// <typeparam name="TItem">The items.</typeparam>
internal sealed class EnumerationClosing<TRequest, TItem>(GrainEnumeration<TRequest, TItem> enumeration, Activation activation) : GrainOperation<Nothing>(Interleaving.Always)
    where TRequest : struct, IGrainStreamRequest<TItem>
{
    public override bool CountsAgainstMailbox => false;

    public override bool HoldsActivation => false;

    protected override EmbeddedGrainRuntime Runtime => activation.Runtime;

    public async Task Dispatch()
    {
        try
        {
            await Dispatch(activation, mayInline: true);
        }
        catch (EnumerationAbortedException)
        {
            // The grain ended it first.
        }
    }

    // A dying activation ends its enumerations itself.
    public override void Strand(Activation from)
    {
        OnQueued();
        Source!.TrySetResult(default);
    }

    protected override Activation Locate() => activation;

    protected override Exception Gone(Activation target) => new EnumerationAbortedException();

    protected override ValueTask<Nothing> InvokeCore(Activation target) => RequestResults.FromTask(enumeration.CloseAsync());
}
