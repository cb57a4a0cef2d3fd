using System.Buffers;
using Grpc.Core;
using Shouldly;
using Xunit;

namespace Grpc.Contracts.Tests.Types;

public sealed class MarshallerTests
{
    [Fact]
    public void StringMarshaller_RoundTrip_IsUtf8()
    {
        Marshallers.StringMarshaller.Serializer("grün").ShouldBe("grün"u8.ToArray());
        Marshallers.StringMarshaller.Deserializer("grün"u8.ToArray()).ShouldBe("grün");
    }

    [Fact]
    public void Contextual_UsedOverArrays_Works()
    {
        var marshaller = Marshallers.Create<string>(
            static (text, context) =>
            {
                context.SetPayloadLength(text.Length);
                foreach (var c in text)
                    context.GetBufferWriter().Write([(byte)c]);

                context.Complete();
            },
            static context => $"{context.PayloadLength}:{(char)context.PayloadAsReadOnlySequence().FirstSpan[0]}");

        marshaller.Serializer("abc").ShouldBe("abc"u8.ToArray());
        marshaller.Deserializer("abc"u8.ToArray()).ShouldBe("3:a");
    }

    [Fact]
    public void Contextual_CompletedWithArray_GivesIt()
    {
        var marshaller = Marshallers.Create<string>(static (_, context) => context.Complete([1, 2]), static _ => "");

        marshaller.Serializer("").ShouldBe(new byte[] { 1, 2 });
    }

    [Fact]
    public void Contextual_NotCompletedOrTwice_Throws()
    {
        var never = Marshallers.Create<string>(static (_, _) => { }, static _ => "");
        var twice = Marshallers.Create<string>(
            static (_, context) =>
            {
                context.Complete([1]);
                context.Complete();
            },
            static _ => "");

        Should.Throw<InvalidOperationException>(() => never.Serializer(""));
        Should.Throw<InvalidOperationException>(() => twice.Serializer(""));
    }

    [Fact]
    public void Method_FullName_IsThePath()
    {
        var method = new Method<string, string>(MethodType.Unary, "a.v1.B", "C", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

        method.FullName.ShouldBe("/a.v1.B/C");
    }
}
