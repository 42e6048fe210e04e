-- GLI, the framing between IVRs and the Genesys IVR Server, for Wireshark 4.0
-- and later: header fields, what is wrong with them as expert information,
-- messages over many segments, and the XML in Wireshark's own XML dissector.
--
-- To install, put this file into the personal Lua plugin directory (Help,
-- About Wireshark, Folders). A stream is known by its first bytes; should the
-- capture begin inside it, name the server's TCP port in the preferences of
-- the protocol, or on the command line:
--
--   tshark -X lua_script:gli.lua -o gli.ports:7009 -r FILE -Y gli
--
-- A frame is six bytes and a body. Reserved (0), type (0 to 3), length (two
-- bytes, high byte first, of all that follows them), version (2),
-- application (0).

local gli = Proto("gli", "Genesys IVR Server GLI")

local types = {
    [0] = "Keep-alive request",
    [1] = "Keep-alive acknowledgement",
    [2] = "Error acknowledgement",
    [3] = "XML message",
}

local HEADER = 6        -- bytes
local BEFORE_LENGTH = 4 -- that the length does not count
local MINIMUM = 2       -- version and application, which it counts
local XML = 3
local ERROR = 2
local SIGNED = 32767    -- longest body that every known peer can read

local field = {
    reserved = ProtoField.uint8("gli.reserved", "Reserved", base.DEC),
    type = ProtoField.uint8("gli.type", "Type", base.DEC, types),
    length = ProtoField.uint16("gli.length", "Length", base.DEC, nil, nil, "version, application and body"),
    version = ProtoField.uint8("gli.version", "Version", base.DEC),
    application = ProtoField.uint8("gli.application", "Application", base.DEC),
    body = ProtoField.bytes("gli.body", "Body"),
    message = ProtoField.string("gli.message", "Message", base.ASCII, "name of the message element"),
}
gli.fields = {
    field.reserved, field.type, field.length, field.version, field.application, field.body, field.message,
}

local function protocol_error(name, text)
    return ProtoExpert.new(name, text, expert.group.PROTOCOL, expert.severity.ERROR)
end

local wrong = {
    reserved = protocol_error("gli.reserved.wrong", "Reserved byte is not 0"),
    type = protocol_error("gli.type.wrong", "Type is above 3"),
    length = protocol_error("gli.length.wrong", "Length is below 2: version and application always count"),
    version = protocol_error("gli.version.wrong", "Version is not 2"),
    application = protocol_error("gli.application.wrong", "Application is not 0"),
    keepalive = protocol_error("gli.keepalive.body", "Keep-alive has a body"),
    body = protocol_error("gli.body.wrong", "Body does not begin with <"),
    error = ProtoExpert.new("gli.error", "Error acknowledgement", expert.group.RESPONSE_CODE, expert.severity.WARN),
    oversize = ProtoExpert.new("gli.oversize", "Body is longer than 32767 bytes, which known peers cannot read",
        expert.group.PROTOCOL, expert.severity.NOTE),
}
gli.experts = {
    wrong.reserved, wrong.type, wrong.length, wrong.version, wrong.application, wrong.keepalive, wrong.body,
    wrong.error, wrong.oversize,
}

gli.prefs.ports = Pref.range("TCP ports", "", "TCP ports of IVR Servers; other streams are known by their first bytes", 65535)

local xml = Dissector.get("xml")

-- begins_like_xml: the body behind the header, as far as it is there, is white
-- space and then <.
local function begins_like_xml(tvb)
    for i = HEADER, math.min(tvb:len(), HEADER + 64) - 1 do
        local c = tvb(i, 1):uint()
        if c == 0x3c then return true end
        if c ~= 0x20 and c ~= 0x09 and c ~= 0x0d and c ~= 0x0a then return false end
    end
    return tvb:len() < HEADER + 64
end

-- frame_length is what desegmentation asks for: bytes of the frame that begins
-- at offset. A length that is too small must not stop it.
local function frame_length(tvb, _, offset)
    return BEFORE_LENGTH + math.max(tvb(offset + 2, 2):uint(), MINIMUM)
end

-- message_name finds the first element in GctiMsg that is not CallId.
local function message_name(text)
    local root = text:find("<GctiMsg", 1, true)
    if not root then return nil end
    for name in text:sub(root + 8):gmatch("<([%a_][%w_.-]*)") do
        if name ~= "CallId" then return name end
    end
    return nil
end

-- frame dissects one whole frame.
local function frame(tvb, pinfo, tree)
    local typ, length = tvb(1, 1):uint(), tvb(2, 2):uint()
    local size = tvb:len() - HEADER
    local name = types[typ] or ("Type " .. typ)
    local branch = tree:add(gli, tvb(), "GLI, " .. name)

    local item = branch:add(field.reserved, tvb(0, 1))
    if tvb(0, 1):uint() ~= 0 then item:add_proto_expert_info(wrong.reserved) end
    item = branch:add(field.type, tvb(1, 1))
    if typ > XML then item:add_proto_expert_info(wrong.type) end
    if typ == ERROR then item:add_proto_expert_info(wrong.error) end
    item = branch:add(field.length, tvb(2, 2))
    if length < MINIMUM then item:add_proto_expert_info(wrong.length) end
    if typ < ERROR and length > MINIMUM then item:add_proto_expert_info(wrong.keepalive) end
    if size > SIGNED then item:add_proto_expert_info(wrong.oversize) end
    item = branch:add(field.version, tvb(4, 1))
    if tvb(4, 1):uint() ~= 2 then item:add_proto_expert_info(wrong.version) end
    item = branch:add(field.application, tvb(5, 1))
    if tvb(5, 1):uint() ~= 0 then item:add_proto_expert_info(wrong.application) end

    if typ == XML and size > 0 then
        if begins_like_xml(tvb) then
            local found = message_name(tvb(HEADER):string())
            if found then
                branch:add(field.message, found):set_generated()
                branch:append_text(": " .. found)
                name = found
            end
            xml:call(tvb(HEADER):tvb(), pinfo, tree)
        else
            branch:add(field.body, tvb(HEADER)):add_proto_expert_info(wrong.body)
        end
    elseif size > 0 then
        branch:add(field.body, tvb(HEADER))
    end
    pinfo.cols.protocol = "GLI" -- XML has put its own name there
    if pinfo.private["gli"] == tostring(pinfo.number) then
        pinfo.cols.info:append(", " .. name)
    else
        pinfo.private["gli"] = tostring(pinfo.number)
        pinfo.cols.info = name
    end
    return tvb:len()
end

local function dissect(tvb, _, tree)
    dissect_tcp_pdus(tvb, tree, HEADER, frame_length, frame, true)
    return tvb:len()
end

gli.dissector = dissect

-- A stream is taken for GLI if a segment begins with a header that proves
-- itself: all constants right, and XML, or nothing, behind it.
local function looks_like_gli(tvb, pinfo, tree)
    if tvb:len() < HEADER then return false end
    local typ = tvb(1, 1):uint()
    if tvb(0, 1):uint() ~= 0 or typ > XML or tvb(4, 2):uint() ~= 0x0200 then return false end
    local length = tvb(2, 2):uint()
    if typ == XML then
        if length < MINIMUM or not begins_like_xml(tvb) then return false end
    elseif length ~= MINIMUM then
        return false
    end
    pinfo.conversation = gli
    dissect(tvb, pinfo, tree) -- through gli.dissector it may not ask for more segments
    return true
end

gli:register_heuristic("tcp", looks_like_gli)

local ports = ""
function gli.prefs_changed()
    local tcp = DissectorTable.get("tcp.port")
    if ports ~= gli.prefs.ports then
        if ports ~= "" then tcp:remove(ports, gli) end
        ports = gli.prefs.ports
        if ports ~= "" then tcp:add(ports, gli) end
    end
end
DissectorTable.get("tcp.port"):add_for_decode_as(gli)
