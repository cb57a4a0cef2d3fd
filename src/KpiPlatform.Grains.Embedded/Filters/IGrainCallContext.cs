using System.Reflection;

namespace KpiPlatform.Grains.Embedded;

/// <summary>A call on its way through filters.</summary>
public interface IGrainCallContext
{
    /// <summary>Gets the arguments.</summary>
    IInvokable Request { get; }

    /// <summary>Gets the grain object, or the reference on the way out.</summary>
    object Grain { get; }

    /// <summary>Gets the identity of the caller; null if the caller is no grain.</summary>
    GrainId? SourceId { get; }

    /// <summary>Gets the identity of the grain called.</summary>
    GrainId TargetId { get; }

    /// <summary>Gets the full name of the interface.</summary>
    string InterfaceName { get; }

    /// <summary>Gets the name of the method.</summary>
    string MethodName { get; }

    /// <summary>Gets the method of the interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>Gets or sets the result, after <see cref="Invoke"/>; null for methods without one.</summary>
    object? Result { get; set; }

    /// <summary>Goes on to the next filter, or to the grain.</summary>
    /// <returns>Completes with the call.</returns>
    Task Invoke();
}
