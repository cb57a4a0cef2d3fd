using System.Reflection;

namespace KpiPlatform.Grains.Embedded;

/// <summary>A call on its way into a grain.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>Gets the activation.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>Gets the method of the class.</summary>
    MethodInfo ImplementationMethod { get; }
}
