namespace KpiPlatform.Grains.Embedded.Timers;

/// <summary>A timer of an activation, whatever its state's type.</summary>
internal abstract class GrainTimer : IGrainTimer
{
    public abstract void Change(TimeSpan dueTime, TimeSpan period);

    public abstract void Dispose();
}
