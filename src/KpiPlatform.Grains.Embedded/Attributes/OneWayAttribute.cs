namespace KpiPlatform.Grains.Embedded;

/// <summary>On a method of a grain interface: the caller does not wait, and learns nothing of success. A cluster may lose such a call.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
