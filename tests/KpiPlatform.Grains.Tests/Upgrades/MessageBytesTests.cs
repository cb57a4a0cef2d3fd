using KpiPlatform.Domain;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Customers;
using KpiPlatform.Grains.Abstractions.Measures;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace KpiPlatform.Grains.Tests.Upgrades;

/// <summary>
/// The bytes of the messages that go between hosts most, as this version writes them: those of the versions before must stay readable, so what is
/// written here never changes but for fields at the end; what it was before stays under <see cref="Earlier"/>. MessageShapeTests has the shapes of all.
/// </summary>
public sealed class MessageBytesTests
{
    private static readonly Serializer Serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(typeof(ICustomerGrain).Assembly))
        .BuildServiceProvider()
        .GetRequiredService<Serializer>();

    public static TheoryData<string, string> Pinned => new()
    {
        { nameof(RecordCommand), "3001934c412a236b70692e5265636f7264436f6d6d616e64e820000321e800078100802ef168653c00410973686f7081efcdab89674523010109811032547698badcfe4107010203410309e0e001030101e0" },
        { nameof(RecordReply), "3001bed2aff41f6b70692e5265636f72645265706c79e820000521e80001c101c101c101e020e80009410d524541534f4e41114d6573736167652e411f70757263686173652e616d6f756e74e0e041050405c101e0" },
        { nameof(MeasuresPush), "300112cb35cc216b70692e4d6561737572657350757368e8001d01a501a98100802ef168653c0041070607080101c101e0" },
        { nameof(SumRequest), "30016f8c710b1d6b70692e53756d52657175657374e860443322110104e20401e4e304e0" },
        { nameof(GrainError), "3001c3299a761d6b70692e477261696e4572726f72e8080305410d524541534f4e41114d6573736167652e410b6669656c64e0" },
    };

    /// <summary>As they were before a field was added at the end, which then has its default.</summary>
    public static TheoryData<string, string> Earlier => new()
    {
        { nameof(MeasuresPush), "300112cb35cc216b70692e4d6561737572657350757368e8001d01a501a98100802ef168653c004107060708e0" },
        { nameof(MeasuresPush), "300112cb35cc216b70692e4d6561737572657350757368e8001d01a501a98100802ef168653c0041070607080101e0" },
    };

    [Theory]
    [MemberData(nameof(Earlier))]
    public void Message_OfAVersionWithoutAField_IsRead(string message, string bytes) =>
        Convert.ToHexStringLower(Serializer.SerializeToArray(Serializer.Deserialize<object>(Convert.FromHexString(bytes)))).ShouldBe(Convert.ToHexStringLower(Bytes(message)));

    [Theory]
    [MemberData(nameof(Pinned))]
    public void Message_InBytes_IsWhatTheVersionBeforeWrote(string message, string bytes)
    {
        Convert.ToHexStringLower(Bytes(message)).ShouldBe(bytes);
        Convert.ToHexStringLower(Serializer.SerializeToArray(Serializer.Deserialize<object>(Convert.FromHexString(bytes)))).ShouldBe(bytes);
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
