using System.Reflection;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Hosting;

/// <summary>
/// Takes the methods that generated code binds and adds each to the framework with a request parser that explains itself, and an answer that is
/// encoded once however often it is given.
/// </summary>
/// <typeparam name="TService">The service.</typeparam>
internal sealed class CheckedServiceBinder<TService>(ServiceMethodProviderContext<TService> context) : ServiceBinderBase
    where TService : class
{
    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.UnaryServerMethod<TRequest, TResponse>? handler) =>
        context.AddUnaryMethod(
            Checked(method),
            Metadata(method, typeof(TRequest), typeof(ServerCallContext)),
            Invoker<UnaryServerMethod<TService, TRequest, TResponse>>(method, typeof(TRequest), typeof(ServerCallContext)));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
        context.AddClientStreamingMethod(
            Checked(method),
            Metadata(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext)),
            Invoker<ClientStreamingServerMethod<TService, TRequest, TResponse>>(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext)));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
        context.AddServerStreamingMethod(
            Checked(method),
            Metadata(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)),
            Invoker<ServerStreamingServerMethod<TService, TRequest, TResponse>>(
                method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)));

    /// <inheritdoc/>
    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, Grpc.Core.DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
        context.AddDuplexStreamingMethod(
            Checked(method),
            Metadata(method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)),
            Invoker<DuplexStreamingServerMethod<TService, TRequest, TResponse>>(
                method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext)));

    private static Method<TRequest, TResponse> Checked<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        var parse = method.RequestMarshaller.ContextualDeserializer;
        var serialize = method.ResponseMarshaller.ContextualSerializer;
        var requests = new Marshaller<TRequest>(
            method.RequestMarshaller.ContextualSerializer,
            payload =>
            {
                // Lengths of nearly 2^31 make the parser run beyond its buffer instead of telling.
                try
                {
                    return parse(payload);
                }
                catch (Exception exception) when (exception is InvalidProtocolBufferException or IndexOutOfRangeException or ArgumentOutOfRangeException)
                {
                    throw ErrorTranslator.Malformed(exception);
                }
            });
        var responses = new Marshaller<TResponse>(
            (message, payload) =>
            {
                if (EncodedMessages.TryFind(message, out var bytes))
                    payload.Complete(bytes);
                else
                    serialize(message, payload);
            },
            method.ResponseMarshaller.ContextualDeserializer);
        return new(method.Type, method.ServiceName, method.Name, requests, responses);
    }

    private static MethodInfo Implementation(IMethod method, params Type[] parameters) =>
        typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no method {method.Name}.");

    private static TDelegate Invoker<TDelegate>(IMethod method, params Type[] parameters)
        where TDelegate : Delegate => Implementation(method, parameters).CreateDelegate<TDelegate>();

    private static List<object> Metadata(IMethod method, params Type[] parameters) =>
        [.. typeof(TService).GetCustomAttributes(inherit: true), .. Implementation(method, parameters).GetCustomAttributes(inherit: true)];
}
