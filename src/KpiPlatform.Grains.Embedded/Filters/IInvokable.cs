using System.Reflection;

namespace KpiPlatform.Grains.Embedded;

/// <summary>Method and arguments of a call.</summary>
public interface IInvokable
{
    /// <summary>Counts the arguments, a cancellation token not included.</summary>
    /// <returns>The number.</returns>
    int GetArgumentCount();

    /// <summary>Gets an argument.</summary>
    /// <param name="index">From zero.</param>
    /// <returns>The argument.</returns>
    object? GetArgument(int index);

    /// <summary>Replaces an argument.</summary>
    /// <param name="index">From zero.</param>
    /// <param name="value">The argument.</param>
    void SetArgument(int index, object value);

    /// <summary>Gets the caller's token.</summary>
    /// <returns>The token; none if the method takes none.</returns>
    CancellationToken GetCancellationToken();

    /// <summary>Gets the name of the method.</summary>
    /// <returns>The name.</returns>
    string GetMethodName();

    /// <summary>Gets the full name of the interface.</summary>
    /// <returns>The name.</returns>
    string GetInterfaceName();

    /// <summary>Gets the interface.</summary>
    /// <returns>The interface.</returns>
    Type GetInterfaceType();

    /// <summary>Gets the method of the interface.</summary>
    /// <returns>The method.</returns>
    MethodInfo GetMethod();
}
