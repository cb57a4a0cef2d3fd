namespace KpiPlatform.Grains.Embedded;

/// <summary>On a method of a grain interface: its calls interleave with other read-only calls, but not with the rest.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
