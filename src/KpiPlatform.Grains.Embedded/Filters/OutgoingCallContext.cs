using System.Reflection;
using KpiPlatform.Grains.Embedded.Proxies;
using KpiPlatform.Grains.Embedded.Runtime;

namespace KpiPlatform.Grains.Embedded.Filters;

/// <summary>A call on its way through the filters of its caller.</summary>
/// <typeparam name="TRequest">Its arguments.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
internal sealed class OutgoingCallContext<TRequest, TResult>(
    GrainReference reference,
    GrainMethodInfo method,
    TRequest request,
    Activation? source,
    IOutgoingGrainCallFilter[] filters) : IOutgoingGrainCallContext, IInvokable
    where TRequest : struct, IGrainRequest<TResult>
{
    private TRequest _request = request;
    private int _next;

    public TResult TypedResult { get; private set; } = default!;

    public IInvokable Request => this;

    public object Grain => reference;

    public GrainId? SourceId => source?.GrainId;

    public IGrainContext? SourceContext => source;

    public GrainId TargetId => reference.GrainId;

    public string InterfaceName => method.Interface.Name;

    public string MethodName => method.Name;

    public MethodInfo InterfaceMethod => method.Method;

    public object? Result
    {
        get => typeof(TResult) == typeof(Nothing) ? null : TypedResult;
        set
        {
            if (typeof(TResult) != typeof(Nothing))
            {
                TypedResult = (TResult)value!;
            }
        }
    }

    public async Task Invoke()
    {
        if (_next < filters.Length)
        {
            await filters[_next++].Invoke(this);
            return;
        }

        TypedResult = await CallCore.InvokeUnfiltered<TRequest, TResult>(reference, method, _request);
    }

    int IInvokable.GetArgumentCount() => method.Parameters.Length;

    object? IInvokable.GetArgument(int index) => _request.GetArgument(index);

    void IInvokable.SetArgument(int index, object value) => _request.SetArgument(index, value);

    CancellationToken IInvokable.GetCancellationToken() => _request.CancellationToken;

    string IInvokable.GetMethodName() => method.Name;

    string IInvokable.GetInterfaceName() => method.Interface.Name;

    Type IInvokable.GetInterfaceType() => method.Interface.Type;

    MethodInfo IInvokable.GetMethod() => method.Method;
}
