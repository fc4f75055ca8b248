"""Examples of the two-way technical guide V1.9, byte for byte, with all that is misprinted."""

HTTP_CALLBACK = b"api_id=12345&from=279991235642&to=27123456789&timestamp=2008-08-0609:43:50&text=Hereisthe%20messagetext&charset=ISO-8859-1&udh=&moMsgId=b2aee337abd962489b123fda9c3480fa"  # noqa: E501

LOG = """\
2012-05-25 [space] 13:55:04 [tab] handset_number [tab] mo_number [tab] sample%20message1 [tab] api_id [tab]
moMsgld [tab] character set [tab] UDH [tab] network_id
"""  # noqa: E501

XML_CALLBACK = b"""\
data=<?xml version="1.0"?>
<clickmo>
  <api_id>xxx</api_id>
  <moMsgld>fa6ba35b330ce1bc7e2008e5d92d57aa</moMsgld>
  <from>handset_number_here</from>
  <to>mo_number_here</to>
  <timestamp>2007-02-26 14:36:50</timestamp>
  <text>xxx</text>
  <charset>ISO-8859-1</charset>
  <udh></udh>
</clickmo>
"""

SOAP_CALLBACK = b"""\
Data=<?xml version="1.0" encoding="ISO-8859-1"?>
<SOAP-ENV:Envelope SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"
xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-
instance"xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:tns="clickatell_mo">
<SOAP-ENV:Body>
<tns:mo_callback xmlns:tns="clickatell_mo">
<api_id xsi:type="xsd:int">xyz</api_id>
<from xsi:type="xsd:string">xyz</from>
<to xsi:type="xsd:string">xyz</to>
<timestamp xsi:type="xsd:string">xyz</timestamp>
<charset xsi:type="xsd:string">xyz</charset>
<udh xsi:type="xsd:string">xyz</udh>
<text xsi:type="xsd:string">xyz</text>
<momsgid xsi:type="xsd:string">xyz</momsgid>
</tns:mo_callback>
</SOAP-ENV:Body>
</SOAP-ENV:Envelope>
"""
# The prolog as 8.3.5 prints it in the address.
BARE_PROLOG = b"<?xml version=1.0>"
