namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>How a grain method hands over its result.</summary>
internal enum ResultShape
{
    Task,
    TaskOf,
    ValueTask,
    ValueTaskOf,
    Stream,
}
