using System.Reflection;

namespace KpiPlatform.Grains.Embedded.Proxies;

/// <summary>What the runtime knows of one method of a grain interface.</summary>
internal sealed class GrainMethodInfo
{
    public GrainMethodInfo(GrainInterfaceInfo interfaceInfo, int index, MethodInfo method)
    {
        Interface = interfaceInfo;
        Index = index;
        Method = method;
        Name = method.Name;
        DisplayName = $"{method.DeclaringType!.Name}.{method.Name}";
        IsOneWay = method.IsDefined(typeof(OneWayAttribute), inherit: true);
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute), inherit: true);
        IsAlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: true);
        Timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        var parameters = method.GetParameters();
        Parameters = [.. parameters.Where(p => p.ParameterType != typeof(CancellationToken))];
        TokenCount = parameters.Length - Parameters.Length;
        var result = method.ReturnType;
        var definition = result.IsGenericType ? result.GetGenericTypeDefinition() : null;
        (Shape, ResultType) = result switch
        {
            _ when result == typeof(Task) => (ResultShape.Task, typeof(Nothing)),
            _ when result == typeof(ValueTask) => (ResultShape.ValueTask, typeof(Nothing)),
            _ when definition == typeof(Task<>) => (ResultShape.TaskOf, result.GetGenericArguments()[0]),
            _ when definition == typeof(ValueTask<>) => (ResultShape.ValueTaskOf, result.GetGenericArguments()[0]),
            _ when definition == typeof(IAsyncEnumerable<>) => (ResultShape.Stream, result.GetGenericArguments()[0]),
            _ => throw new ArgumentException($"{DisplayName} returns {result}; a grain method returns Task, ValueTask or IAsyncEnumerable.", nameof(method)),
        };
        if (method.IsGenericMethodDefinition || parameters.Any(p => p.ParameterType.IsByRef))
        {
            throw new ArgumentException($"{DisplayName} is generic or takes arguments by reference; a grain method can't.", nameof(method));
        }

        if (TokenCount > 1)
        {
            throw new ArgumentException($"{DisplayName} takes {TokenCount} cancellation tokens; a grain method takes at most one.", nameof(method));
        }

        if (IsOneWay && ResultType != typeof(Nothing))
        {
            throw new ArgumentException($"{DisplayName} is one-way but returns {result}; a one-way method returns Task or ValueTask.", nameof(method));
        }
    }

    /// <summary>Gets what first turns of this method have cost lately.</summary>
    public InlineGauge Inlining { get; } = new();

    public GrainInterfaceInfo Interface { get; }

    public int Index { get; }

    public MethodInfo Method { get; }

    public string Name { get; }

    /// <summary>Gets the interface and method name, for messages and telemetry.</summary>
    public string DisplayName { get; }

    public bool IsOneWay { get; }

    public bool IsReadOnly { get; }

    public bool IsAlwaysInterleave { get; }

    /// <summary>Gets the time callers wait; null for the runtime's default.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Gets the parameters that are no token.</summary>
    public ParameterInfo[] Parameters { get; }

    public int TokenCount { get; }

    public ResultShape Shape { get; }

    public Type ResultType { get; }
}
