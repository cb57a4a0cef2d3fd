using Grpc.Contracts.Tests.Calls;
using Grpc.Contracts.Tests.Echo;
using Grpc.Core;
using Grpc.Core.Utils;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
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

        Echo.Echo.BindService(binder, new EchoService(new HangProbe()));

        binder.Names.ShouldBe(["Unary", "ServerStreaming", "ClientStreaming", "Duplex", "Fail", "Hang", "Missing"]);
    }

    [Fact]
    public async Task Definition_MappedOnServer_ServesItsMethods()
    {
        await using var host = await EchoHost.StartAsync(map: static app => app.MapGrpcService(
            static services => Echo.Echo.BindService(new EchoService(services.GetRequiredService<HangProbe>()))));

        (await host.Client.UnaryAsync(new Message { Text = "a" })).Text.ShouldBe("a");
        using var stream = host.Client.ServerStreaming(new Message { Count = 3 });
        (await stream.ResponseStream.ToListAsync()).Count.ShouldBe(3);
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
