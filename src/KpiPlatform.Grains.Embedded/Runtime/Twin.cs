namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>A second activation of one grain, as two silos may have that disagree on the membership.</summary>
internal sealed class Twin(Activation activation)
{
    private int _calls;

    public Activation Activation => activation;

    /// <summary>Tells whether the next call goes to this one: every other call does, the first one included.</summary>
    public bool TakesNext() => activation.IsServing && (Interlocked.Increment(ref _calls) & 1) == 1;
}
