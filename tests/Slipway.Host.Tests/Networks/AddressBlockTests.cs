using System.Net;
using CsCheck;
using Slipway.Host.Networks;

namespace Slipway.Host.Tests.Networks;

public sealed class AddressBlockTests
{
    [Fact]
    public void Addresses_FirstAndLast_AreThePoolsEnds()
    {
        Assert.Equal(IPAddress.Parse("198.18.0.0"), new AddressBlock(0).HostEnd);
        Assert.Equal(IPAddress.Parse("198.18.255.255"), new AddressBlock(AddressBlock.Count - 1).Guest);
    }

    [Fact]
    public void Addresses_AnyBlock_AreTwoPairsOfItsOwn() => Gen.Int[0, AddressBlock.Count - 1].Sample(index =>
    {
        var block = new AddressBlock(index);
        var last = new[] { block.HostEnd, block.MachineEnd, block.Gateway, block.Guest }.Select(address => address.GetAddressBytes()[3]).ToArray();
        Assert.Equal(0, last[0] % 4);
        Assert.Equal([0, 1, 2, 3], last.Select(value => value - last[0]));
        Assert.InRange(block.DeviceName.Length, 1, 15);
    });
}
