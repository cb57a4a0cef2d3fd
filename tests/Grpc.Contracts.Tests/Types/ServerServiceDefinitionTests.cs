using Grpc.Contracts.Tests.Calls;
using Grpc.Core;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Types;

public sealed class ServerServiceDefinitionTests
{
    private static readonly Method<string, string> Method = new(MethodType.Unary, "a.v1.B", "C", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    [Fact]
    public void BindService_Generated_HandsOverEveryMethod()
    {
        var binder = new NamingBinder();

        Echo.Echo.BindService(new EchoService(new HangProbe())).BindService(binder);

        binder.Names.ShouldBe(["Unary", "ServerStreaming", "ClientStreaming", "Duplex", "Fail", "Hang", "Missing"]);
    }

    [Fact]
    public void AddMethod_SameNameTwice_IsRefused()
    {
        var builder = ServerServiceDefinition.CreateBuilder().AddMethod(Method, static (request, _) => Task.FromResult(request));

        Should.Throw<ArgumentException>(() => builder.AddMethod(Method, static (request, _) => Task.FromResult(request)));
    }

    private sealed class NamingBinder : ServiceBinderBase
    {
        public List<string> Names { get; } = [];

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => Names.Add(method.Name);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) => Names.Add(method.Name);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) => Names.Add(method.Name);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) => Names.Add(method.Name);
    }
}
