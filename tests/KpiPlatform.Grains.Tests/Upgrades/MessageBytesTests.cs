using KpiPlatform.Domain;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace KpiPlatform.Grains.Tests.Upgrades;

/// <summary>
/// The bytes of the messages that go between hosts most, as this version writes them: those of the versions before must stay readable, so what is
/// written here never changes. MessageShapeTests has the shapes of all.
/// </summary>
public sealed class MessageBytesTests
{
    private static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(ICustomerGrain).Assembly))
        .BuildServiceProvider()
        .GetRequiredService<Serializer>();

    public static TheoryData<string, string> Pinned => new()
    {
        { nameof(RecordCommand), "" },
        { nameof(RecordReply), "" },
        { nameof(MeasuresPush), "" },
        { nameof(SumRequest), "" },
        { nameof(GrainError), "" },
    };

    [Theory]
    [MemberData(nameof(Pinned))]
    public void Message_InBytes_IsWhatTheVersionBeforeWrote(string message, string bytes)
    {
        Convert.ToHexStringLower(Bytes(message)).ShouldBe(bytes);
        Serializer.Deserialize<object>(Convert.FromHexString(bytes)).ShouldBeEquivalentTo(Value(message));
    }

    private static byte[] Bytes(string message) => Serializer.SerializeToArray(Value(message));

    private static object Value(string message) => message switch
    {
        nameof(RecordCommand) => new RecordCommand([new(3, 17_000_000_000_000_000, "shop", 0x0123_4567_89ab_cdef, 2, 0xfedc_ba98_7654_3210, new byte[] { 1, 2, 3 }, new byte[] { 9 })], ReturnCustomer: true, ValidateOnly: false),
        nameof(RecordReply) => new RecordReply([RecordResult.Accepted, new(RecordStatus.Rejected, "REASON", "Message.", "purchase.amount")], new byte[] { 4, 5 }, Customer: null),
        nameof(MeasuresPush) => new MeasuresPush(7, 41, 42, 17_000_000_000_000_000, new byte[] { 6, 7, 8 }),
        nameof(SumRequest) => new SumRequest(0x1122_3344, 20_000, 20_030),
        nameof(GrainError) => new GrainError(ErrorKind.NotFound, "REASON", "Message.", "field"),
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "No such message."),
    };
}
