namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>Result of a call that has none, so that one code path serves Task and Task of T.</summary>
internal readonly struct Nothing;
